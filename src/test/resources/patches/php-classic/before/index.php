<?php
require 'function/handler.php';
echo handle(file_get_contents('php://stdin'));
