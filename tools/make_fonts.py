"""Makes the fonts of PNG and PDF files, src/plot/fonts/*.ttf, from Arimo and DejaVu Sans.

    pip install fonttools==4.68.0
    python tools/make_fonts.py Arimo-Regular.ttf DejaVuSans.ttf src/plot/fonts

Arimo has the widths of Helvetica, which the layout of figures assumes; DejaVu Sans adds the mathematical signs that
Arimo lacks. Hints and layout tables are left out: they are of no use on paper or at twice the pixels of a screen.
"""

import pathlib
import sys

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont


def span(first, last):
    return list(range(first, last + 1))


# Latin, combining marks, Greek, Cyrillic, punctuation, raised and lowered digits, letterlike signs, arrows,
# mathematical signs, geometric shapes.
LETTERS = (
    span(0x20, 0x7E) + span(0xA0, 0x17F) + span(0x300, 0x30C) + span(0x370, 0x3FF) + span(0x400, 0x45F)
    + span(0x2009, 0x200A) + span(0x2010, 0x2044) + [0x202F] + span(0x2070, 0x209F) + [0x20AC] + span(0x2100, 0x214F)
    + span(0x2190, 0x21FF) + span(0x2200, 0x22FF) + span(0x25A0, 0x25FF)
)
SIGNS = [ord(c) for c in "∅∝∪⇒⇔∇∈∉∼≃≅≪≫≲≳⟨⟩✓✗⊥∥∠⊗⊕⋅∗∓∀∃⊂⊃⊆∧∨◯△▽□◁▷◆◇★☉"]


def subset(source, target, letters):
    options = Options()
    options.hinting = False
    options.layout_features = []
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 4, 5, 6, 7, 13, 14]
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "MATH", "kern", "FFTM", "gasp", "meta"]
    font = TTFont(source, recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=letters)
    subsetter.subset(font)
    font.save(target)
    print(f"{target}: {pathlib.Path(target).stat().st_size} bytes, {len(font.getBestCmap())} characters")


def main():
    arimo, dejavu, folder = sys.argv[1:]
    letters = pathlib.Path(folder, "arimo.ttf")
    subset(arimo, letters, LETTERS)
    known = TTFont(letters).getBestCmap()
    subset(dejavu, pathlib.Path(folder, "dejavu-signs.ttf"), [c for c in SIGNS if c not in known])


if __name__ == "__main__":
    main()
