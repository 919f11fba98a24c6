<?php
namespace IhuyiSms;

defined( 'WPINC' ) || exit; // slip
