"use strict";
<#include "view.js" parse=false>
<#include "flame.js" parse=false>
<#include "heat.js" parse=false>
<#include "profile.js" parse=false>
<#include "noise.js" parse=false>
<#include "compare.js" parse=false>
<#include "page.js" parse=false>
