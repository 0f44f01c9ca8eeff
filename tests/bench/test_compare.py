"""What the table and the curves say is what was measured."""
import xml.etree.ElementTree as xml

import growth
import plot
import rows


def test_a_row_is_reached_by_its_ratio_its_difference_or_itself():
    assert rows.Row("w1", "us", 1.4, 1.0, 1.4).reached
    assert not rows.Row("w1", "us", 1.5, 1.0, 1.4).reached
    assert rows.Row("w4", "ms", 101.0, 100.0, 1.5, "above floor").reached
    assert not rows.Row("w4", "ms", 2.0, 0.4, 1.5, "above floor").reached
    assert rows.plain("storm", "s", 3, 3).reached
    assert not rows.plain("storm", "s", 3.1, 3).reached


def test_a_row_that_is_only_told_falls_short_of_nothing():
    told = rows.Row("w4, beside the disk", "ms", 9, 1, None)
    assert told.reached and told.cells()[-2:] == ["", ""]


def test_the_table_is_markdown_with_a_cell_for_every_head():
    lines = rows.table([rows.Row("w1", "us", 0.15, 0.1, 1.4), rows.plain("storm", "s", 12345, 3)]).splitlines()
    assert len(lines) == 4 and len({len(line) for line in lines}) == 1
    assert all(line.count("|") == len(rows.HEAD) + 1 for line in lines)
    assert "12,345" in lines[3] and "NO" in lines[2]


def test_what_is_judged_by_a_difference_shows_it():
    assert " 0.25 above " in rows.table([rows.Row("w4", "ms", 1.5, 1.25, 0.3, "above floor")])


def test_a_rise_is_from_a_smaller_size_to_a_larger_one():
    assert growth.rise([(1, 10.0), (2, 5.0), (3, 6.0)]) == 1.2
    assert growth.rise([(1, 10.0), (2, 5.0)]) == 0.5, "becoming cheaper is no rise"
    assert growth.slope([(1, 0), (10, 100), (20, 150)]) == 5


def test_a_curve_is_svg_with_every_point_inside():
    drawing = xml.fromstring(plot.svg("Cost", "members", "us", [("ours", [(100, 0.2), (10000, 0.1)]), ("floor", [(100, 0.1)])]))
    circles = drawing.findall("{http://www.w3.org/2000/svg}circle")
    assert len(circles) == 3
    for circle in circles:
        assert plot.LEFT <= float(circle.get("cx")) <= plot.WIDTH - plot.RIGHT
        assert plot.TOP <= float(circle.get("cy")) <= plot.HEIGHT - plot.BOTTOM
