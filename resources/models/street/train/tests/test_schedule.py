# SPDX-License-Identifier: Apache-2.0
import unittest

import common    # noqa: F401  (finds the module below)
import schedule


class Schedule(unittest.TestCase):
    def test_schedule_falls_to_zero(self):
        args = type("A", (), {"finish_by": "", "minutes": 0, "steps": 100, "cool_steps": 40, "warm_steps": 10,
                              "cool_minutes": 1})()
        plan = schedule.Schedule(args)
        rates = [plan.rate(s) for s in range(101)]
        self.assertAlmostEqual(rates[0], 0.1)
        self.assertEqual(rates[10:60], [1.0] * 50)
        self.assertTrue(all(a > b for a, b in zip(rates[60:], rates[61:])))
        self.assertAlmostEqual(rates[100], 0.0)
