from function.handler import make

application = make()
