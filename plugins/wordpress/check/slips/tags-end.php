<?php
$a = 1; // slip ?>
