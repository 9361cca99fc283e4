//! `Leptos.toml` is what Leptos reads too.

#[test]
fn leptos_reads_the_same_file_and_the_site_builder_fills_its_folder() {
    let options = leptos::config::get_configuration(Some("Leptos.toml")).unwrap().leptos_options;
    let own = ocriva::config::Config::load(std::path::Path::new("Leptos.toml"), |_| None).unwrap();
    let ours = own.leptos_options(own.address().unwrap());
    assert_eq!(options.output_name, ours.output_name);
    assert_eq!(options.site_root, ours.site_root);
    assert_eq!(options.site_pkg_dir, ours.site_pkg_dir);
    assert_eq!(options.site_addr, ours.site_addr);
}
