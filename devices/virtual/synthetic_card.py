"""Cards of people who never lived, laid out as a SAM hands them over.

Owns writing the text block; its own tables, so that a wrong offset in the parser cannot hide behind
the same wrong offset here. Numbers must come from births of 1900 to 1904 or made-up countries.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

TEXT_SIZE = 256
PHOTO_SIZE = 1024
#: Head of the WLT format as every reader delivers it; what follows is closed, so ours is a ramp.
_PHOTO_HEAD = bytes.fromhex("574C66007E00320000FF")


@dataclass(frozen=True, slots=True)
class SyntheticCard:
    """One card: what it says, which chip it is."""

    label: str
    text: bytes
    photo: bytes
    chip_number: bytes
    #: Newest address (30 03), when it changed after the card was made.
    new_address: str = ""
    #: Bent or worn: the chip is found, and reading it always fails.
    is_damaged: bool = False

    @property
    def payload(self) -> bytes:
        """Data of a good answer to 30 01."""
        sizes = len(self.text).to_bytes(2, "big") + len(self.photo).to_bytes(2, "big")
        return sizes + self.text + self.photo

    @staticmethod
    def resident(
        name: str,
        number: str,
        *,
        sex: str = "1",
        ethnic: str = "01",
        address: str = "青禾市滨江区河埠路 8 号",
        issuer: str = "青禾市公安局滨江分局",
        valid_from: str = "20200402",
        valid_to: str = "长期",
        new_address: str = "",
    ) -> "SyntheticCard":
        """A resident card; the birth date comes from the number."""
        fields = {
            0: name,
            30: sex,
            32: ethnic,
            36: number[6:14],
            52: address,
            122: number,
            158: issuer,
            188: valid_from,
            204: valid_to,
        }
        return _card(f"{name} 身份证", fields, new_address)

    @staticmethod
    def travel_residence(
        name: str,
        number: str,
        *,
        sex: str = "1",
        travel_permit: str = "H00000001",
        address: str = "青禾市滨江区石桥街 3 号",
        issuer: str = "青禾市公安局",
        valid_from: str = "20230402",
        valid_to: str = "20280402",
        issue_count: str = "01",
    ) -> "SyntheticCard":
        """A residence permit; the area of the number tells Hong Kong, Macau or Taiwan."""
        fields = {
            0: name,
            30: sex,
            36: number[6:14],
            52: address,
            122: number,
            158: issuer,
            188: valid_from,
            204: valid_to,
            220: travel_permit,
            238: issue_count,
            248: "J",
        }
        return _card(f"{name} 港澳台居民居住证", fields)

    @staticmethod
    def foreign_2017(
        english_name: str,
        number: str,
        *,
        chinese_name: str = "",
        sex: str = "2",
        birth: str = "19000101",
        valid_from: str = "20190402",
        valid_to: str = "20290401",
    ) -> "SyntheticCard":
        """A foreign permanent resident card of 2017."""
        fields = {
            0: english_name,
            120: sex,
            122: number,
            152: number[:3],
            158: chinese_name,
            188: valid_from,
            204: valid_to,
            220: birth,
            236: "01",
            240: "1500",
            248: "I",
        }
        return _card(f"{english_name} 永居证 2017", fields)

    @staticmethod
    def foreign_2023(
        english_name: str,
        number: str,
        *,
        chinese_name: str = "",
        sex: str = "1",
        nationality: str = "UTO",
        renewal_count: str = "00",
        valid_from: str = "20240402",
        valid_to: str = "20340401",
        old_number_link: str = "",
    ) -> "SyntheticCard":
        """A foreign permanent resident card of 2023."""
        fields = {
            0: chinese_name,
            30: sex,
            32: renewal_count,
            36: number[6:14],
            52: english_name[:35],
            122: number,
            188: valid_from,
            204: valid_to,
            220: english_name[35:],
            242: nationality,
            248: "Y",
            250: old_number_link,
        }
        return _card(f"{english_name} 永居证 2023", fields)


def _card(label: str, fields: Mapping[int, str], new_address: str = "") -> SyntheticCard:
    block = bytearray(" ".encode("utf-16-le") * (TEXT_SIZE // 2))
    for offset, value in fields.items():
        encoded = value.encode("utf-16-le")
        block[offset : offset + len(encoded)] = encoded
    if len(block) != TEXT_SIZE:
        raise ValueError("a field runs over the end of the text block")
    return SyntheticCard(label, bytes(block), _photo(block), _chip_number(block), new_address)


def _photo(text: bytes | bytearray) -> bytes:
    ramp = bytes((position * 7 + sum(text)) & 0xFF for position in range(PHOTO_SIZE))
    return _PHOTO_HEAD + ramp[len(_PHOTO_HEAD) :]


def _chip_number(text: bytes | bytearray) -> bytes:
    """IIN 4, SN 8, DN 16: steady for one card, different between cards."""
    return bytes(4) + bytes(8) + bytes((sum(text) + position) & 0xFF for position in range(16))


_WORN = SyntheticCard.resident("张三", "110101190001010014")

#: The deck of the demo dock. Numbers are the vectors of the house.
DECK: Mapping[str, SyntheticCard] = {
    "resident": SyntheticCard.resident("张三", "110101190001010014"),
    "resident-expired": SyntheticCard.resident(
        "李四", "650102190203150105", sex="2", ethnic="05", valid_from="20050402",
        valid_to="20250402",
    ),
    "hong-kong": SyntheticCard.travel_residence("陈大文", "810000190001010018"),
    "taiwan": SyntheticCard.travel_residence(
        "林小美", "830000190306071237", travel_permit="00000001"
    ),
    "foreign-2017": SyntheticCard.foreign_2017(
        "DOE, JANE ALEXANDRA", "UTO110000010114", chinese_name="多简"
    ),
    "foreign-2023": SyntheticCard.foreign_2023(
        "MUSTERMANN, MAXIMILIAN ALEXANDER JOSEF", "911840190001010017", chinese_name="马明",
        old_number_link="001",
    ),
    "damaged": replace(_WORN, label="读不出的身份证", is_damaged=True),
}  # fmt: skip
