"""The action proxy of openwhisk/dockerskeleton, which starts actions through faas-trace-agent.

This file is in the same folder as actionproxy.py, and extends its ActionRunner. For each activation, it sets the
environment variables that tell the agent the call id and whether a trace is requested. The agent decides which activations
to trace.
"""

import os

import actionproxy

PREFIX = '/usr/local/bin/traced-action'


class TracedRunner(actionproxy.ActionRunner):
    """Runs PREFIX instead of the action. PREFIX then starts the action."""

    def __init__(self):
        super().__init__(source='/action/exec', binary='/action/exec')

    def env(self, message):
        # The base class may return the proxy's own environment. Without a copy, the next activation would get these
        # variables too.
        env = dict(super().env(message))
        env['Http_X_Call_Id'] = str(env.get('__OW_ACTIVATION_ID', ''))
        env.pop('Http_X_Faas_Trace', None)
        return env

    def run(self, args, env):
        # For a web action, the arguments contain the headers of the request, with names in lower case.
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
