<?php

namespace Ihuyi\Exception;

/**
 * 网关的其他拒绝
 * Another refusal of the gateway.
 */
final class GatewayException extends IhuyiException
{
}
