// Says nothing.
#! note[theme-script]: the theme brings the script agency.js
