"""What Uvicorn is pointed at where a WebSocket is wanted: `asgi_app:app`. WSGI has none."""

import os

from attendance.contract import CONTRACT, ERRORS, to_json


async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        await live(receive, send)
    elif scope["type"] == "websocket":
        await echo(receive, send)
    else:
        await answer(scope, send)


async def live(receive, send):
    message = {}
    while message.get("type") != "lifespan.shutdown":
        message = await receive()
        await send({"type": message["type"] + ".complete"})


async def echo(receive, send):
    """Takes any handshake and sends back what it is sent."""
    while (message := await receive())["type"] != "websocket.disconnect":
        if message["type"] == "websocket.connect":
            await send({"type": "websocket.accept"})
        else:
            await send({"type": "websocket.send", "text": message.get("text"), "bytes": message.get("bytes")})


async def answer(scope, send):
    found = scope["path"] == "/health" and scope["method"] in ("GET", "HEAD")
    body = to_json({"status": "ok"} if found else {"error": ERRORS["notFound"]}).encode()
    headers = [
        (b"content-type", b"application/json; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (CONTRACT["nonceHeader"].encode(), os.environ.get("BENCH_NONCE", "").encode()),
    ]
    await send({"type": "http.response.start", "status": 200 if found else 404, "headers": headers})
    await send({"type": "http.response.body", "body": body})
