//! Opening a store: of whatever version, made or only looked for, and beside those who write.

use core::time::Duration;

use sqlx::Row as _;

use super::super::{
    Heading, Store, StoreError,
    desk::{Desk, Place},
    schema::{migrate, migrate_to},
    testing::TestStore,
};

#[tokio::test]
async fn a_store_of_the_first_version_is_brought_up_to_date_with_what_is_in_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let address = format!("sqlite:{}", folder.path().join("old.db").display());
    let place = Place::new(&address).expect("an address");
    place.make().expect("made");
    let mut desk = Desk::open(&place).await.expect("a connection");
    migrate_to(&mut desk, 1)
        .await
        .expect("made")
        .expect("known");
    desk.all(
        "INSERT INTO campaign VALUES (1, 'running', '', NULL, NULL, 0, 0);
         INSERT INTO calls (call_id, priority, variables, state, fence, takeovers)
         VALUES ('old', 0, '{}', 0, 0, 0)",
    )
    .await
    .expect("written");
    drop(desk);
    let store = Store::open(&address).await.expect("brought up to date");
    assert_eq!(store.status().await.expect("a campaign").waiting, 1);
    drop(store);
    let mut desk = Desk::open(&place).await.expect("a connection");
    let versions = desk.ask("SELECT count(*) FROM schema_versions");
    let row = versions.fetch_one(desk.connection()).await.expect("a row");
    assert_eq!(row.get::<i64, _>(0), 2);
}

#[tokio::test]
async fn a_store_of_a_newer_version_is_refused_and_left_alone() {
    let test = TestStore::empty().await;
    test.raw("INSERT INTO schema_versions VALUES (99, 0)").await;
    let refused = Store::at(test.place.clone()).await.expect_err("refused");
    assert!(
        matches!(refused, StoreError::Newer { found: 99, .. }),
        "{refused}"
    );
    let mut desk = Desk::open(&test.place).await.expect("a connection");
    assert!(migrate(&mut desk).await.expect("asked").is_err());
}

#[tokio::test]
async fn only_a_store_that_is_there_is_opened_as_one_and_nothing_is_made_of_another() {
    let folder = tempfile::tempdir().expect("a folder");
    let address = |name: &str| format!("sqlite:{}", folder.path().join(name).display());
    let refused = Store::open_existing(&address("typo.db")).await;
    let refused = refused.expect_err("refused");
    assert!(matches!(&refused, StoreError::Absent { file } if file.ends_with("typo.db")));
    std::fs::write(folder.path().join("empty.db"), "").expect("written");
    let refused = Store::open_existing(&address("empty.db")).await;
    assert!(matches!(refused, Err(StoreError::NoCampaign)));
    let files: Vec<_> = std::fs::read_dir(folder.path()).expect("read").collect();
    assert_eq!(files.len(), 1, "{files:?}");
    let empty = std::fs::metadata(folder.path().join("empty.db")).expect("there");
    assert_eq!(empty.len(), 0);
    let made = Store::open(&address("a b%20c.db")).await.expect("made");
    made.begin(Heading::default()).await.expect("begun");
    assert!(folder.path().join("a b%20c.db").exists());
    let opened = Store::open_existing(&address("a b%20c.db"))
        .await
        .expect("opened");
    assert_eq!(opened.status().await.expect("a campaign").waiting, 0);
}

#[tokio::test]
async fn who_opens_a_store_to_read_it_waits_for_nobody_who_writes() {
    let test = TestStore::begun().await;
    let mut writer = Desk::open(&test.place).await.expect("a connection");
    writer.begin().await.expect("the file is free");
    let reads = async {
        let place = test.place.clone().existing().expect("there");
        let store = Store::at(place).await.expect("opened");
        store.status().await.expect("a campaign")
    };
    // Far less than the file is waited for.
    let status = tokio::time::timeout(Duration::from_secs(3), reads).await;
    assert_eq!(status.expect("at once").waiting, 0);
    writer.commit().await.expect("nobody else wrote");
}

#[tokio::test]
async fn an_address_that_cannot_be_understood_is_told_as_that_and_not_shown() {
    for address in [
        "postgres://user:canary@",
        "postgres://h:port/canary",
        "mysql://canary",
    ] {
        let refused = Store::open(address).await.expect_err("no address");
        assert!(matches!(refused, StoreError::Address), "{refused}");
        assert!(!format!("{refused} {refused:?}").contains("canary"));
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_file_that_cannot_be_used_is_not_told_to_be_missing() {
    let folder = tempfile::tempdir().expect("a folder");
    let below = |name: &str| format!("sqlite:{}", folder.path().join(name).display());
    std::fs::write(folder.path().join("file"), "x").expect("written");
    let refused = Store::open_existing(&below("file/campaign.db")).await;
    let refused = refused.expect_err("no folder");
    assert!(matches!(&refused, StoreError::File { file, .. } if file.ends_with("campaign.db")));
    let refused = Store::open(&below("missing/campaign.db")).await;
    let refused = refused.expect_err("no folder").to_string();
    assert!(refused.contains("missing/campaign.db"), "{refused}");
}
