<?php

namespace Ihuyi;

/**
 * 一张图片验证码，和交回答案时要带的编号；不可修改
 *
 * A picture challenge, and the id that its answer comes back with; immutable.
 */
final class Captcha
{
    /** @var array<string, int|string> */
    private $fields;

    /**
     * @internal
     * @param array<string, int|string> $fields the members of ihuyi_captcha, by name
     */
    public function __construct(array $fields)
    {
        $this->fields = $fields;
    }

    /** @return string Comes back with the answer; it may stand in the page, in a hidden field. */
    public function getId()
    {
        return $this->fields['id'];
    }

    /** @return string The picture as a PNG file. */
    public function getPng()
    {
        return $this->fields['png'];
    }

    /** @return string 直接用于 <img src="..."> / The same picture for an img's src. */
    public function getDataUri()
    {
        return $this->fields['data_uri'];
    }

    /** @return int Characters in the picture. */
    public function getLength()
    {
        return $this->fields['length'];
    }

    /** @return int Seconds that an answer is taken. */
    public function getValid()
    {
        return $this->fields['valid'];
    }

    /** @return array<string, int|string> without the picture's bytes */
    public function __debugInfo()
    {
        return ['png' => strlen($this->fields['png']) . ' bytes', 'data_uri' => '...'] + $this->fields;
    }
}
