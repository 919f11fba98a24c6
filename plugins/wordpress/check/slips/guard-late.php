<?php
namespace IhuyiSms;

do_something(); // slip
defined( 'ABSPATH' ) || exit;
