// Plays a video where its link stands, on a click and not before: until then nothing is asked of another host.
//
// A link with data-frame has the address of the player there, and the name of the frame in data-title. Where this script
// does not run, where a host's policy forbids the frame, and where the page is a file on a disk (players refuse those),
// the link leads to the page of the video, as links do.

function frame(link) {
  const frame = document.createElement("iframe");
  frame.title = link.dataset.title;
  frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
  frame.allowFullscreen = true;
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  frame.src = link.dataset.frame;
  return frame;
}

const isPlain = (click) => click.button === 0 && !(click.altKey || click.ctrlKey || click.metaKey || click.shiftKey);

function play(click) {
  const link = click.target.closest("a[data-frame]");
  if (!link || !isPlain(click) || location.protocol === "file:") return;
  click.preventDefault();
  document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => {
    if (effectiveDirective === "frame-src") location.assign(link.href);
  });
  const player = frame(link);
  link.replaceWith(player);
  player.focus();
}

document.addEventListener("click", play);
