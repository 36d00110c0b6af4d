"use strict";
// Keeps the fragment of the requested URL, because it contains the view.
const enter = document.getElementById("enter");
enter.action += location.hash;
