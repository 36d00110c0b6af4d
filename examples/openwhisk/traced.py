"""The action proxy of openwhisk/dockerskeleton, which starts actions through faas-trace-agent.

It is next to actionproxy.py, whose ActionRunner is made to be extended. The agent decides what is traced, and when. This file gives
each activation the environment variables by which the agent knows a request.
"""

import os

import actionproxy

PREFIX = '/usr/local/bin/traced-action'


class TracedRunner(actionproxy.ActionRunner):
    """Runs PREFIX, which becomes the action."""

    def __init__(self):
        super().__init__(source='/action/exec', binary='/action/exec')

    def env(self, message):
        # The base class returns the proxy's own environment. Copy it, or one activation's variables would stay for the next.
        env = dict(super().env(message))
        env['Http_X_Call_Id'] = str(env.get('__OW_ACTIVATION_ID', ''))
        env.pop('Http_X_Faas_Trace', None)
        return env

    def run(self, args, env):
        # Web actions pass on the request's headers, in lower case.
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
