"""One of Python's pools: `peers.py PEER` says `ready`, then answers each line `VERB WORK REST` by the seconds that the
work took, or by a line that says why there are none."""

import functools
import os
import sys
import time
import warnings
from collections import deque

warnings.filterwarnings("ignore")
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tasks

WORKERS = 2


def turns_a_microsecond():
    def rate(turns):
        start = time.perf_counter()
        tasks.burn(turns)
        return turns / (time.perf_counter() - start) / 1e6

    return max(rate(20_000) for _ in range(30))


class Peer:
    """What all pools can do, by a function that maps and one that submits."""

    def map(self, work, _):
        assert len(self.mapped(tasks.square, range(work))) == work

    def cpu(self, work, micros):
        turns = int(self.turns * micros)
        self.mapped(tasks.burn, [turns] * work)

    def submit(self, work, outstanding):
        waiting = deque()
        for number in range(work):
            if len(waiting) == outstanding:
                self.got(waiting.popleft())
            waiting.append(self.submitted(tasks.square, number))
        while waiting:
            self.got(waiting.popleft())

    def bulk(self, work, size):
        # The work is that of both ways.
        payload = b"\x07" * size
        for _ in range(work // (2 * size)):
            assert len(self.got(self.submitted(tasks.same, payload))) == size

    def context(self, work, size):
        context = b"\x07" * size
        self.mapped(functools.partial(tasks.pick, context), range(work))

    def close(self):
        pass


class Multiprocessing(Peer):
    def __init__(self):
        import multiprocessing

        self.pool = multiprocessing.Pool(WORKERS)

    def mapped(self, function, items):
        return self.pool.map(function, items)

    def unordered(self, work, chunk):
        assert sum(1 for _ in self.pool.imap_unordered(tasks.square, range(work), chunksize=chunk)) == work

    def submitted(self, function, item):
        return self.pool.apply_async(function, (item,))

    def got(self, result):
        return result.get()

    def close(self):
        self.pool.terminate()


class Futures(Peer):
    def __init__(self):
        from concurrent.futures import ProcessPoolExecutor

        self.pool = ProcessPoolExecutor(WORKERS)

    def mapped(self, function, items):
        return list(self.pool.map(function, items))

    def unordered(self, work, chunk):
        assert sum(1 for _ in self.pool.map(tasks.square, range(work), chunksize=chunk)) == work

    def submitted(self, function, item):
        return self.pool.submit(function, item)

    def got(self, result):
        return result.result()

    def close(self):
        self.pool.shutdown()


class Loky(Futures):
    def __init__(self):
        import loky

        self.pool = loky.get_reusable_executor(max_workers=WORKERS, timeout=600)

    def close(self):
        self.pool.shutdown(kill_workers=True)


class Joblib(Peer):
    def __init__(self):
        import joblib

        self.delayed = joblib.delayed
        self.pool = joblib.Parallel(n_jobs=WORKERS)
        self.pool.__enter__()

    def mapped(self, function, items):
        delayed = self.delayed(function)
        return self.pool(delayed(item) for item in items)


class Ray(Peer):
    def __init__(self):
        import ray
        from ray.util.multiprocessing import Pool

        self.ray = ray
        ray.init(
            num_cpus=WORKERS,
            include_dashboard=False,
            logging_level="ERROR",
            log_to_driver=False,
            object_store_memory=1 << 30,
        )
        self.pool = Pool(WORKERS)
        self.remote = {}

    def mapped(self, function, items):
        return self.pool.map(function, items)

    def submitted(self, function, item):
        if function not in self.remote:
            self.remote[function] = self.ray.remote(function)
        return self.remote[function].remote(item)

    def got(self, result):
        return self.ray.get(result)

    def bulk(self, work, size):
        """Put and get, which is one way; each page of what comes back is touched."""
        import numpy

        payload = numpy.full(size, 7, numpy.uint8)
        for _ in range(work // size):
            back = self.ray.get(self.ray.put(payload))
            assert int(back[::4096].sum()) > 0

    def close(self):
        self.ray.shutdown()


class Suitkaise(Peer):
    def __init__(self):
        from suitkaise.processing import Pool

        self.pool = Pool(workers=WORKERS)

    def mapped(self, function, items):
        return self.pool.map(function, list(items))

    def unordered(self, work, _):
        assert sum(1 for _ in self.pool.unordered_imap(tasks.square, list(range(work)))) == work

    def submit(self, work, outstanding):
        raise NotImplementedError("it has no single tasks")

    def bulk(self, work, size):
        payload = b"\x07" * size
        for _ in range(work // (2 * size)):
            (back,) = self.pool.map(tasks.same, [payload])
            assert len(back) == size


PEERS = {
    "multiprocessing": Multiprocessing,
    "futures": Futures,
    "loky": Loky,
    "joblib": Joblib,
    "ray": Ray,
    "suitkaise": Suitkaise,
}


def main():
    # The pools' own words must not stand between the answers.
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    try:
        peer = PEERS[sys.argv[1]]()
        peer.turns = turns_a_microsecond()
        peer.map(100, 0)
    except Exception as error:
        print(f"it can't be started: {error!r}"[:200].replace("\n", " "), file=answers)
        return
    print("ready", file=answers)
    for line in sys.stdin:
        verb, work, rest = line.split()
        try:
            start = time.perf_counter()
            getattr(peer, verb)(int(work), int(rest))
            print(time.perf_counter() - start, file=answers)
        except Exception as error:
            print(f"it fails: {error!r}"[:200].replace("\n", " "), file=answers)
    peer.close()
    answers.flush()
    # What a pool leaves running is none of ours.
    os._exit(0)


if __name__ == "__main__":
    main()
