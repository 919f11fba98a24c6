<?php
function ihuyi_sms_ok() {
}
function slip() { // slip
}
class Sms_Page { // slip
}
const SMS = 1; // slip
