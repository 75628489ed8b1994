# SPDX-License-Identifier: Apache-2.0
"""Warm-up, flat phase and cool-down, by steps or by the clock."""

import datetime
import math
import time


class Schedule:
    """Rate and phase, by steps or by the clock."""

    def __init__(self, args):
        self.args = args
        self.finish = None
        self.began = None      # step and time at which the cool-down began
        if args.minutes:
            self.finish = time.time() + 60 * args.minutes
        elif args.finish_by:
            hour, minute = map(int, args.finish_by.split(":"))
            now = datetime.datetime.now(datetime.timezone.utc)
            end = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
            if end < now:
                end += datetime.timedelta(days=1)
            self.finish = end.timestamp()

    def cooling(self, step):
        """None before the cool-down, then 0 to 1."""
        if self.began is None:
            if self.finish:
                start = time.time() >= self.finish - 60 * self.args.cool_minutes
            else:
                start = step >= self.args.steps - self.args.cool_steps
            if not start:
                return None
            self.began = (step, time.time())
        if step < self.began[0]:    # the loader looks ahead
            return None
        if self.finish:
            done = (time.time() - self.began[1]) / max(1.0, self.finish - self.began[1])
        else:
            done = (step - self.began[0]) / max(1, self.args.steps - self.began[0])
        return min(1.0, done)

    def rate(self, step):
        done = self.cooling(step)
        if done is not None:
            return 0.5 + 0.5 * math.cos(math.pi * done)
        return min(1.0, (step + 1) / self.args.warm_steps)
