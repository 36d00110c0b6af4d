"""Tests examples/openwhisk/traced.py with a stand-in for the action proxy that it extends."""

import os
import sys
import types


class ActionRunner:
    def __init__(self, source=None, binary=None):
        self.binary = binary

    def env(self, message):
        for key, value in message.items():
            if key != 'value':
                os.environ['__OW_' + key.upper()] = value
        return os.environ

    def run(self, args, env):
        return self.binary, env


sys.modules['actionproxy'] = types.SimpleNamespace(ActionRunner=ActionRunner)
sys.path.insert(0, 'examples/openwhisk')
import traced  # noqa: E402

traced.PREFIX = '/bin/sh'
runner = traced.TracedRunner()
binary, env = runner.run({'__ow_headers': {'x-faas-trace': '1'}}, runner.env({'activation_id': 'a1'}))
assert binary == '/bin/sh' and runner.binary == '/action/exec', (binary, runner.binary)
assert env['Http_X_Call_Id'] == 'a1' and env['Http_X_Faas_Trace'] == '1', env
assert 'Http_X_Call_Id' not in os.environ, 'headers of one activation must not leak into the next'
binary, env = runner.run([1], runner.env({'activation_id': 'a2'}))
assert env['Http_X_Call_Id'] == 'a2' and 'Http_X_Faas_Trace' not in env, env
traced.PREFIX = '/nowhere'
assert runner.run({}, {})[0] == '/action/exec', 'without the agent, the action must still run'
