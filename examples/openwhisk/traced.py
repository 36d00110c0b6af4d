"""The action proxy of openwhisk/dockerskeleton, whose actions start through faas-trace-agent.

Beside actionproxy.py, whose ActionRunner is made to be extended. What is traced, and when, is the agent's affair; here the
activation gets the names that the agent knows a request by.
"""

import os

import actionproxy

PREFIX = '/usr/local/bin/traced-action'


class TracedRunner(actionproxy.ActionRunner):
    """Runs PREFIX, which becomes the action."""

    def __init__(self):
        super().__init__(source='/action/exec', binary='/action/exec')

    def env(self, message):
        # The proxy's own answer is its own environment, where one activation's variables would stay for the next.
        env = dict(super().env(message))
        env['Http_X_Call_Id'] = str(env.get('__OW_ACTIVATION_ID', ''))
        env.pop('Http_X_Faas_Trace', None)
        return env

    def run(self, args, env):
        # Web actions hand the request's headers on, in lower case.
        headers = args.get('__ow_headers') if isinstance(args, dict) else None
        if isinstance(headers, dict) and headers.get('x-faas-trace') == '1':
            env['Http_X_Faas_Trace'] = '1'
        action, self.binary = self.binary, PREFIX if os.access(PREFIX, os.X_OK) else self.binary
        try:
            return super().run(args, env)
        finally:
            self.binary = action


if __name__ == '__main__':
    actionproxy.setRunner(TracedRunner())
    actionproxy.main()
