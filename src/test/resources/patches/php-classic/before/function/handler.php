<?php
function handle($request) {
    return "hello\n";
}
