from flask import Flask, request
from function import handler
server = Flask(__name__, static_folder=None)
@server.post("/")
def call(): return handler.handle(request.data)
server.run(port=5000)
