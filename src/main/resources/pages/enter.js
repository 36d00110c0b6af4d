"use strict";
// What stands behind the # of the address wanted goes along: it holds the view.
const enter = document.getElementById("enter");
enter.action += location.hash;
