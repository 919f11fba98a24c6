<?php

namespace Ihuyi\Internal;

/**
 * What an object that owns something outside PHP, by its $id, must not do.
 *
 * @internal
 */
trait Unshared
{
    public function __clone()
    {
        // The copy goes away with this exception; its destructor must not close the original.
        $this->id = 0;
        throw new \LogicException(__CLASS__ . ' 不能复制，请新建一个 / an ' . __CLASS__ . ' cannot be cloned: make a new one');
    }

    /** @return mixed[] */
    public function __serialize()
    {
        throw new \LogicException(__CLASS__ . ' 不能序列化 / an ' . __CLASS__ . ' cannot be serialized');
    }

    /** @param mixed[] $data */
    public function __unserialize(array $data)
    {
        throw new \LogicException(__CLASS__ . ' 不能反序列化 / an ' . __CLASS__ . ' cannot be unserialized');
    }

    /** As PHP before 7.4 asks. */
    public function __sleep()
    {
        $this->__serialize();
    }

    /** As PHP before 7.4 asks. */
    public function __wakeup()
    {
        $this->__unserialize([]);
    }
}
