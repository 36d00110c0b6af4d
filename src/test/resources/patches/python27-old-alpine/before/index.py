from flask import Flask, request

from function import handler

app = Flask(__name__)


@app.route('/', methods=['GET', 'POST'])
def answer():
    return handler.handle(request.get_data())


if __name__ == '__main__':
    app.run(port=5000)
