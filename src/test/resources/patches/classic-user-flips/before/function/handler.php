<?php
function handle($text) { return $text; }
