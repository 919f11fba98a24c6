-- KEYS: clock, record. Gives {value, spent, life} or nothing, and removes it.
local record = remembered(KEYS[2])
redis.call('DEL', KEYS[2])
save(true)
return record and told(record)
