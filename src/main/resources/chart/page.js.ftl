"use strict";
<#include "view.js" parse=false>
<#include "tree.js" parse=false>
<#include "shape.js" parse=false>
<#include "colours.js" parse=false>
<#include "menu.js" parse=false>
<#include "flame.js" parse=false>
<#include "heat.js" parse=false>
<#include "overview.js" parse=false>
<#include "profile.js" parse=false>
<#include "calls.js" parse=false>
<#include "table.js" parse=false>
<#include "trace-page.js" parse=false>
<#include "noise.js" parse=false>
<#include "compare.js" parse=false>
<#include "page.js" parse=false>
