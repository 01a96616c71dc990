dofile((debug.getinfo(1, "S").source:match("^@(.*/)") or "") .. "common.lua")
-- args: a file of refresh tokens, an Authorization header. One connection a thread: each is a client that keeps its own token and always
-- uses the newest.
local token, authorization

function init(args)
  authorization = args[2]
  token = assert(lines_of(args[1])[number + 1], "one refresh token a thread is needed")
end

function request()
  return wrk.format("POST", nil, {
    ["Host"] = wrk.headers["Host"], ["Content-Type"] = "application/x-www-form-urlencoded", ["Authorization"] = authorization },
    "grant_type=refresh_token&refresh_token=" .. token)
end

function response(status, headers, body)
  if status == 200 then
    token = string.match(body, '"refresh_token":"([^"]+)"')
  end
end
