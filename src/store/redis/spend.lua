-- KEYS: clock, record. ARGV: time, most. Gives {0} none, {1} its life is over, {2} spent too often, {3, value, spent, life} spent once more.
local record = remembered(KEYS[2])
if not record or record.live <= now or record.spent >= tonumber(ARGV[2]) then
    save(false)
    return { not record and 0 or record.live <= now and 1 or 2 }
end
record.spent = redis.call('HINCRBY', KEYS[2], 's', 1)
save(true)
return { 3, unpack(told(record)) }
