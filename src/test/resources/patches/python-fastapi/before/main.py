from fastapi import FastAPI, Request, Response

app = FastAPI()

from function import handler


@app.api_route("/{path:path}", methods=["GET", "POST"])
async def root(request: Request):
    return Response(handler.handle(await request.body()))
