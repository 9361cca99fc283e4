//! Dates as people print them.

use super::*;

fn read(text: &str) -> Option<String> {
    let plain = spelling::plain(text);
    parse(&plain, Habit::default()).map(iso)
}

#[test]
fn dates_of_every_fashion_are_read() {
    for (text, want) in [
        ("2025-01-28", "2025-01-28"),
        ("2025/1/8", "2025-01-08"),
        ("28.01.2025", "2025-01-28"),
        ("28/01/25", "2025-01-28"),
        ("01/28/2025", "2025-01-28"),
        ("5 . 6 . 2018", "2018-06-05"),
        ("28. Januar 2025", "2025-01-28"),
        ("5. März 2018", "2018-03-05"),
        ("1er février 2020", "2020-02-01"),
        ("5 de marzo de 2021", "2021-03-05"),
        ("3 dicembre 2021", "2021-12-03"),
        ("12 mrt 2022", "2022-03-12"),
        ("7 de outubro de 2022", "2022-10-07"),
        ("14 października 2022", "2022-10-14"),
        ("3 marraskuuta 2021", "2021-11-03"),
        ("5. července 2023", "2023-07-05"),
        ("5. června 2023", "2023-06-05"),
        ("ngày 05 tháng 06 năm 2023", "2023-06-05"),
        ("2023. 06. 05.", "2023-06-05"),
        ("January 28th, 2025", "2025-01-28"),
        ("28-JAN-25", "2025-01-28"),
        ("25DEC2018", "2018-12-25"),
        ("28/01/2568", "2025-01-28"),
        ("28 มกราคม 2568", "2025-01-28"),
        ("28 ม.ค. 68", "2025-01-28"),
        ("๒๘ มกราคม ๒๕๖๘", "2025-01-28"),
        ("5 กุมภาพันธ์ 2567", "2024-02-05"),
        ("2025年1月28日", "2025-01-28"),
        ("令和7年1月28日", "2025-01-28"),
        ("２０２５／０１／２８", "2025-01-28"),
        ("20250128", "2025-01-28"),
        ("on 28.01.2025 at 10:35", "2025-01-28"),
        ("28/01/202510:35:00", "2025-01-28"),
        ("-REG #19-28/01/2025", "2025-01-28"),
        ("28.01.25-10:35", "2025-01-28"),
    ] {
        assert_eq!(read(text).as_deref(), Some(want), "{text}");
    }
}

#[test]
fn eight_digits_alone_may_be_a_date() {
    for (text, want) in [
        ("27032018", Some("2018-03-27")),
        ("00440010036 25032018 13:11:54", Some("2018-03-25")),
        ("27032018 No. 5", None),
        ("31803012", None),
        ("12345678", None),
        ("127032018", None),
        ("2٧032018", None),
        ("២៧០៣២០១៨", None),
    ] {
        assert_eq!(find_bare(text).map(|spot| iso(spot.value.date)).as_deref(), want, "{text}");
    }
}

#[test]
fn what_is_no_date_is_left() {
    for text in [
        "31.02.2020",
        "1.2.3.4.2020",
        "+49 932 431 500",
        "4012345001235",
        "12.34",
        "",
        "99/99/9999",
        "12 boxes 34",
        "HC03-7-15",
        "3 Produkte 25",
        "2 Lampen 2024",
    ] {
        assert_eq!(read(text), None, "{text}");
    }
}

#[test]
fn days_without_a_year_are_read_where_they_are_expected() {
    for (text, want) in [
        ("1 May", Some((5, 1))),
        ("01.05.", Some((5, 1))),
        ("31/05", Some((5, 31))),
        ("05-31", Some((5, 31))),
        ("May 31", Some((5, 31))),
        ("2. Mai", Some((5, 2))),
        ("31 พ.ค.", Some((5, 31))),
        ("12 boxes", None),
        ("45.99", None),
        ("", None),
    ] {
        assert_eq!(find_yearless(text, Habit::default()).map(|spot| spot.value), want, "{text}");
    }
}

#[test]
fn a_document_votes_on_the_order() {
    let habit = vote(["12/25/2020 and 03/04/2020"].into_iter());
    assert!(habit.month_first);
    assert_eq!(
        find("03/04/2020", habit)[0].value,
        Printed { date: Date::from_calendar_date(2020, Month::March, 4).unwrap(), ambiguous: true }
    );
}

#[test]
fn an_american_address_puts_the_month_first() {
    assert!(vote(["Austin, TX 78704", "01/03/23"].into_iter()).month_first);
    assert!(!vote(["Austin, TX 78704", "13/03/2023"].into_iter()).month_first);
    assert!(!vote(["69007 Lyon", "01/03/2023"].into_iter()).month_first);
}

#[test]
fn short_thai_years_are_buddhist() {
    let habit = vote(["วันที่ 28/01/68"].into_iter());
    assert_eq!(iso(parse("28/01/68", habit).unwrap()), "2025-01-28");
}
