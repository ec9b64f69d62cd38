// Wide tables scroll sideways in a box that Material makes: let the keyboard reach it as well.
document$.subscribe(() =>
  setTimeout(() => {
    for (const box of document.querySelectorAll(".md-typeset__scrollwrap")) box.tabIndex = 0;
  }),
);
