"""A site that is found not to be writable only when it is written keeps no other from being saved."""

from __future__ import annotations

from pathlib import Path

import pytest

from rewriter.configuration import commands
from rewriter.errors import Refused

WIDE = f"""\
subroutine s(a, y)
  call put(y)
 if (a) &
x=f(y);b={"1" * 123}
end subroutine
subroutine put(y)
end subroutine
real function f(y)
end function
"""


def test_what_cannot_be_written_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "m.f90"
    path.write_text(WIDE)
    assert all(site.switchable for site in commands.sites([path]).sites)
    saved = commands.save([path], nocheckpoint=["put", "f"])
    assert [str(entry.id) for entry in saved.configuration.entries] == ["m.f90::s>put#1"]
    assert [site.callee for site in saved.left_out] == ["f"]
    assert saved.warnings[0].startswith("m.f90:4: call of f: left out (not written: code of this line")
    with pytest.raises(Refused, match="beyond column 132"):
        commands.save([path], nocheckpoint=["f"])
