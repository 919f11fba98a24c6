<?php
namespace IhuyiSms;

class A { // slip
}
