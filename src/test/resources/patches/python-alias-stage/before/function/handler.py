def handle(text):
    return text
