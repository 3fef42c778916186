//! The examples of the package's README, compiled as its users' programs would be.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};
use serde_json::json;

use crate::workspace::Workspace;
use crate::{folder, process};

/// Languages of code blocks that the TypeScript compiler reads, by the ending of their files.
const LANGUAGES: [&str; 2] = ["js", "ts"];

/// Compiles each block as a module of its own, which imports the package by its name.
pub(super) fn run(workspace: &Workspace, options: &[&str], libraries: &str) -> Result<()> {
    let folder = workspace.target("examples");
    folder::make_empty(&folder)?;
    let readme = fs::read_to_string(workspace.path("pkg/README.md"))?;
    let mut files: Vec<PathBuf> = vec![workspace.path("tests/types/frameworks.d.ts")];
    for (index, (language, code)) in blocks(&readme).enumerate() {
        let file = folder.join(format!("{index}.{language}"));
        fs::write(&file, code)?;
        files.push(file);
    }
    if files.len() == 1 {
        bail!("the README of the package has no examples");
    }
    let face = workspace.path("pkg/face");
    let project = folder.join("tsconfig.json");
    let configuration = json!({
        "compilerOptions": {
            "paths": {
                "sockline": [face.join("sockline.d.ts")],
                "sockline/*": [face.join("*.d.ts")],
            },
        },
        "files": files,
    });
    fs::write(&project, configuration.to_string())?;
    // The examples in JavaScript say nothing of the types of their parameters.
    process::run(
        Command::new(workspace.npm_bin("tsc"))
            .arg("--project")
            .arg(project)
            .args(["--allowJs", "--checkJs"])
            .args(options)
            .arg(libraries)
            .args(["--noImplicitAny", "false"]),
    )
}

/// The code blocks of [`LANGUAGES`], each with its language.
fn blocks(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split("\n```").skip(1).step_by(2).filter_map(|block| {
        let (language, code) = block.split_once('\n')?;
        LANGUAGES.contains(&language).then_some((language, code))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_of_other_languages_are_left_out() {
        let text = "a\n```js\none\n```\nb\n```sh\ntwo\n```\n\n```ts\nthree\n\nfour\n```\n";
        assert_eq!(blocks(text).collect::<Vec<_>>(), [("js", "one"), ("ts", "three\n\nfour")]);
    }
}
