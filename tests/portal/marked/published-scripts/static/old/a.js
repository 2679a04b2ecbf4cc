alert(1)
#! note[published-script]: this file can run scripts in the browsers of readers
