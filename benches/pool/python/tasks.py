"""What runs in Python's workers: a module of its own, so that every pool finds it in its processes."""


def square(number):
    return number * number


def same(value):
    return value


def pick(numbers, at):
    return numbers[at % len(numbers)]


def burn(times):
    """Arithmetic, so many times over."""
    state = times | 1
    for _ in range(times):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
    return state
