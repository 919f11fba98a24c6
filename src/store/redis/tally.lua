-- What a breaker counts: a hash of events (e) and passed events (p) by step.
local STEPS = 12

local function sum(key, step)
    local fields = {}
    for s = step - STEPS + 1, step do
        fields[#fields + 1] = 'e' .. text(s)
        fields[#fields + 1] = 'p' .. text(s)
    end
    local events, passed = 0, 0
    for i, value in ipairs(redis.call('HMGET', key, unpack(fields))) do
        local number = tonumber(value) or 0
        if i % 2 == 1 then events = events + number else passed = passed + number end
    end
    return events, passed
end

-- Adds one to the step of now, and drops those that have left the window when a step is new.
local function add(key, kind, step, length)
    if redis.call('HINCRBY', key, kind .. text(step), 1) == 1 then
        for _, field in ipairs(redis.call('HKEYS', key)) do
            local old = tonumber(string.sub(field, 2))
            if old and old <= step - STEPS then redis.call('HDEL', key, field) end
        end
        local ends = (step + STEPS) * length
        redis.call('HSET', key, 'until', text(ends))
        expire(key, ends - now)
    end
end
