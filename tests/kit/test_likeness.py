"""Alike texts: the same matter in other words, and different matters of one lift."""

import pytest

from parkservice.kit.likeness import features, likeness

LIFT = "这周一开始，1 号货梯上行到二楼附近有很大的摩擦声，货都堆在一楼。"


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [
        (LIFT, "你们1号货梯又响了，上行有摩擦声，什么时候修？", True),
        (LIFT, "货梯摩擦声很大", True),
        (LIFT, "三楼卫生间没有水，地上很脏。", False),
        (LIFT, "园区大门口车辆乱停，挡住消防通道。", False),
        ("The goods lift makes a grinding noise", "Goods lift: loud grinding noise again", True),
        ("The goods lift makes a grinding noise", "Parking barrier is broken", False),
    ],
)
def test_the_same_matter_is_recognised_in_other_words(first, second, alike):
    assert (likeness(features(first), features(second)) >= 0.25) is alike


def test_width_and_case_do_not_matter_and_empty_phrases_say_nothing():
    assert features("ＡＢＣ 货梯") == features("abc货梯")
    assert likeness(features("请问 没有 问题"), features("请问 没有 问题")) == 0.0
