//! Every check of the repository, in stages.

mod conformance;
mod examples;
mod frameworks;
mod npm_browsers;
mod pages;
mod proxy;
mod rust_browsers;
mod source;
mod tls;
mod types;

use std::time::Instant;

use anyhow::{Result, bail};
use clap::ValueEnum;

use crate::browser::Engine;
use crate::package::{self, Flavour};
use crate::setup::{self, Needs};
use crate::toolchain::Toolchain;
use crate::workspace::Workspace;
use crate::{demo, packaging, report};

/// A stage, in the order in which they run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum StageName {
    /// rustfmt.
    Format,
    /// clippy, for the host and for WebAssembly.
    Lint,
    /// rustdoc without warnings.
    Docs,
    /// Tests on the host, documentation's examples among them.
    Native,
    /// The npm package builds.
    Package,
    /// The package's types, by the TypeScript compiler.
    Types,
    /// Rust tests in every engine.
    RustBrowsers,
    /// Tests of the npm package in every engine.
    NpmBrowsers,
    /// The same over TLS, on a page of `https:`.
    Tls,
    /// The same behind nginx, and through its restarts.
    Proxy,
    /// `WebSocket` and then Sockline against the standard, in every engine.
    Conformance,
    /// The package's tarball, installed, in a plain page and through Vite.
    Tarball,
    /// The demo survives a lost connection.
    Demo,
    /// The crates for Yew and Leptos, and their example apps end to end.
    Frameworks,
}

impl StageName {
    fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }

    /// The stage without whose result this one has nothing to test.
    fn needs(self) -> Option<Self> {
        match self {
            Self::NpmBrowsers
            | Self::Tls
            | Self::Proxy
            | Self::Conformance
            | Self::Tarball
            | Self::Demo => Some(Self::Package),
            _ => None,
        }
    }

    fn run(self, context: &Context<'_>) -> Result<()> {
        let Context { workspace, toolchain, engines } = context;
        match self {
            Self::Format => source::format(workspace),
            Self::Lint => source::lint(workspace, toolchain),
            Self::Docs => source::docs(workspace),
            Self::Native => source::native(workspace),
            Self::Package => {
                let paths = package::Paths::new(workspace, None, None);
                let sizes = package::run(workspace, &paths, Flavour::Published)?;
                package::check_budget(&sizes)
            }
            Self::Types => types::run(workspace),
            Self::RustBrowsers => {
                let package = ["--package", "sockline", "--all-features", "--lib"];
                rust_browsers::run(workspace, toolchain, engines, &package)
            }
            Self::NpmBrowsers => npm_browsers::run(workspace, engines),
            Self::Tls => tls::run(workspace, engines),
            Self::Proxy => proxy::run(workspace, engines),
            Self::Conformance => conformance::run(workspace, engines),
            Self::Tarball => packaging::quick(workspace),
            Self::Demo => demo::check(workspace),
            Self::Frameworks => frameworks::run(workspace, toolchain, engines),
        }
    }
}

/// What the stages share.
#[derive(Debug)]
struct Context<'a> {
    workspace: &'a Workspace,
    toolchain: Toolchain,
    engines: &'a [Engine],
}

/// Runs the stages asked for, none meaning all, and fails if any of them did.
pub(crate) fn run(workspace: &Workspace, engines: &[Engine], only: &[StageName]) -> Result<()> {
    let stages = selected(only);
    let toolchain = setup::ensure(workspace, &needs(&stages, engines))?;
    let context = Context { workspace, toolchain, engines };
    let mut verdicts = Vec::new();
    for stage in stages {
        let name = stage.name();
        report::step(&name);
        let start = Instant::now();
        let result = match stage.needs().filter(|needed| failed(&verdicts, *needed)) {
            Some(needed) => Err(anyhow::anyhow!("not run, because {} failed", needed.name())),
            None => stage.run(&context),
        };
        let verdict = if result.is_ok() { "passed" } else { "FAILED" };
        if let Err(error) = &result {
            report::error(error);
        }
        report::stage_end(&name, start.elapsed(), verdict);
        verdicts.push((stage, result, start.elapsed()));
    }
    report::step("summary");
    for (stage, result, duration) in &verdicts {
        report::stage_end(&stage.name(), *duration, &verdict(result));
    }
    let failures = verdicts.iter().filter(|(_, result, _)| result.is_err()).count();
    report::line(&format!("{} passed, {failures} failed", verdicts.len() - failures));
    if failures > 0 {
        bail!("not everything passed");
    }
    Ok(())
}

fn verdict(result: &Result<()>) -> String {
    match result {
        Ok(()) => "passed".to_owned(),
        Err(error) => format!("FAILED: {error:#}"),
    }
}

fn failed<T, D>(verdicts: &[(StageName, Result<T>, D)], stage: StageName) -> bool {
    verdicts.iter().any(|(other, result, _)| *other == stage && result.is_err())
}

fn selected(only: &[StageName]) -> Vec<StageName> {
    let wanted = |stage: &StageName| {
        only.is_empty()
            || only.contains(stage)
            || only.iter().any(|other| other.needs() == Some(*stage))
    };
    StageName::value_variants().iter().copied().filter(wanted).collect()
}

fn needs(stages: &[StageName], engines: &[Engine]) -> Needs {
    use StageName::{
        Conformance, Demo, Frameworks, Lint, NpmBrowsers, Package, Proxy, RustBrowsers, Tarball,
        Tls, Types,
    };
    let any = |of: &[StageName]| stages.iter().any(|stage| of.contains(stage));
    let mut browsers = Vec::new();
    if any(&[RustBrowsers, NpmBrowsers, Tls, Proxy, Conformance, Frameworks]) {
        browsers.extend_from_slice(engines);
    }
    if any(&[Demo, Tarball, Frameworks]) && !browsers.contains(&Engine::Chromium) {
        browsers.push(Engine::Chromium);
    }
    Needs {
        wasm: any(&[Lint, Package, RustBrowsers, Frameworks]),
        std_source: any(&[Package]),
        npm: any(&[Package, Types, NpmBrowsers, Tls, Proxy, Conformance, Tarball]),
        nginx: any(&[Proxy]),
        browsers,
        ..Needs::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_brings_the_one_it_needs() {
        assert_eq!(selected(&[StageName::Demo]), [StageName::Package, StageName::Demo]);
        assert_eq!(selected(&[StageName::Format]), [StageName::Format]);
        assert_eq!(selected(&[]).len(), StageName::value_variants().len());
    }

    #[test]
    fn a_stage_that_needs_no_tools_asks_for_none() {
        let needs = needs(&[StageName::Format], &Engine::ALL);
        assert!(!needs.wasm && !needs.npm && needs.browsers.is_empty());
    }
}
