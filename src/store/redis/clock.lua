-- The steady time, which never goes back; src/store/clock.rs says the same in Rust. KEYS[1] holds it, ARGV[1] is a time that a test sets.
-- Lua's numbers are exact up to 2^53; every time is far below.
local LAST, JUMP, WRITTEN_EVERY, MARGIN = 2 ^ 45, 400 * 86400000, 1000, 600000

local wall = tonumber(ARGV[1])
if not wall then
    local time = redis.call('TIME')
    wall = time[1] * 1000 + math.floor(time[2] / 1000)
end
wall = math.min(math.max(wall, 0), LAST)

local saved = redis.call('HMGET', KEYS[1], 'wall', 'behind', 'floor')
local saved_wall, saved_behind, floor = tonumber(saved[1]) or 0, tonumber(saved[2]) or 0, tonumber(saved[3]) or 0
local behind, saved_floor = saved_behind, floor
if wall < saved_wall then
    behind = behind + saved_wall - wall
elseif saved_wall ~= 0 and wall - saved_wall > JUMP then
    behind = behind - (wall - saved_wall - JUMP)
end
local now = math.min(wall + behind, 2 * LAST)

local function text(number) return string.format('%.0f', number) end

-- An event is later than now: the clock was set back by less than what is always written, or what was written was lost with a server.
local function not_before(at)
    if at > now then
        behind = behind + at - now
        now = at
    end
end

local function save(always)
    local back = behind ~= saved_behind or floor ~= saved_floor
    if back or (always and wall - saved_wall >= WRITTEN_EVERY) then
        redis.call('HMSET', KEYS[1], 'wall', text(wall), 'behind', text(behind), 'floor', text(floor))
        -- It has to outlive everything that was counted by it.
        redis.call('PEXPIRE', KEYS[1], text(2 * JUMP))
    end
end

-- Nothing stays for ever. A server that takes over may have another clock than the one before: hence the margin.
local function expire(key, stretch)
    redis.call('PEXPIRE', key, text(math.max(stretch, 0) + MARGIN))
end
