-- KEYS: clock, record. ARGV: time, renew, value, life, how long it is remembered after that. Gives 1 when it was written.
local key, renew = KEYS[2], ARGV[2] == '1'
local record = remembered(key)
if renew ~= (record ~= nil) then
    save(false)
    return 0
end
local live = now + tonumber(ARGV[4])
local ends = live + tonumber(ARGV[5])
redis.call('HMSET', key, 'v', ARGV[3], 's', text(record and record.spent or 0), 'l', text(live), 'u', text(ends))
expire(key, ends - now)
save(true)
return 1
