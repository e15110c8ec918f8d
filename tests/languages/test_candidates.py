"""The grammars of the statements that a directive can act upon."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewriter.callsites.listing import sites
from rewriter.callsites.source import Source
from rewriter.languages.candidates import referenced
from tests.support.models import BASIN, RIVER, Model


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("callflux(n,u(:,k),f)", ("flux", "u")),
        ("10:callflux", ("flux",)),
        ("y=a(i)+norm(n,x%v(1))*2.0_rp", ("a", "norm", "v")),
        ("s%field(i)%v=1.5d-3*norm(x)", ("norm",)),
        ("callback=norm(x)", ("norm",)),
        ("p=>chosen('it''s',.true.)", ("chosen",)),
        ("if(a>b)callflux(n)", None),
        ("doi=1,norm(x)", None),
        ("write(*,*)norm(x)", None),
        ("callflux(n", None),
        ("enddo", None),
        ("x", None),
    ],
)
def test_fortran(words: str, names: tuple[str, ...] | None) -> None:
    assert referenced(words, "fortran") == names


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("step ( t , rain ) ;", ("step",)),
        ("double y = norm ( n , x [ 0 ] ) + 1.5e-3 ;", ("norm",)),
        ('return f ( g ( x ) , "a ( b" ) ;', ("f", "g")),
        ("* p = - norm ( & x -> v ) ;", ("norm",)),
        ("x = 1 ;", ()),
        ("if ( x ) {", None),
        ("f ( x", None),
        ("}", None),
    ],
)
def test_c(words: str, names: tuple[str, ...] | None) -> None:
    assert referenced(words, "c") == names


@pytest.mark.parametrize("model", [BASIN, RIVER], ids=["basin", "river"])
def test_every_site_that_can_be_switched_is_read_as_a_call_of_its_callee(model: Model) -> None:
    listing = sites([model.folder], root=model.folder)
    sources = {path: Source(path, (model.folder / path).read_bytes()) for path in listing.files}
    can = [site for site in listing.sites if site.switchable]
    assert can
    for site in can:
        source = sources[site.path]
        names = referenced(dict(source.spans)[site.call.body], source.language.name)
        assert names is not None
        assert site.callee in names, site.id


NAMES = st.from_regex(r"[a-z_$][a-z_$0-9]{0,3}", fullmatch=True)


@given(st.sampled_from(["", "10:"]), NAMES, st.lists(NAMES | st.from_regex(r"[0-9]{1,3}", fullmatch=True)))
def test_a_plain_call_is_read_as_the_grammar_reads_it(label: str, name: str, arguments: list[str]) -> None:
    plain = f"{label}call{name}" + (f"({','.join(arguments)})" if arguments else "")
    with_string = f"{label}call{name}({','.join([*arguments, repr('')])})"  # which is left to the grammar
    assert referenced(plain, "fortran") == referenced(with_string, "fortran") == (name,)
