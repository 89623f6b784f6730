"""What a refused move is refused for."""


def codes(refusal) -> list[str]:
    return [one.code for one in refusal.value.blockers]
