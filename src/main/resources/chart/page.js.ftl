"use strict";
<#include "view.js" parse=false>
<#include "flame.js" parse=false>
<#include "heat.js" parse=false>
<#include "profile.js" parse=false>
<#include "page.js" parse=false>
