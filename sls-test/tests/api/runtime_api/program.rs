//! A function that does what its event says, for tests of what Lambda does about it.
//!
//! The tests compile it with nothing but the standard library: it has to do what no runtime allows,
//! and it must be there whichever test is run. An event that is a JSON string is a list of commands
//! divided by `; `; any other event is answered with `ANSWER`, or with itself.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::{env, fs, process, thread};

fn main() {
    if let Ok(script) = env::var("START") {
        Api::connect().follow("", &script);
    }
    let workers = env::var("AWS_LAMBDA_MAX_CONCURRENCY").map_or(1, |count| count.parse().unwrap());
    let workers = (0..workers).map(|_| thread::spawn(|| Api::connect().serve()));
    for worker in workers.collect::<Vec<_>>() {
        worker.join().unwrap();
    }
}

struct Api(BufReader<TcpStream>);

impl Api {
    fn connect() -> Self {
        let address = env::var("AWS_LAMBDA_RUNTIME_API").expect("a Runtime API");
        Self(BufReader::new(TcpStream::connect(address).unwrap()))
    }

    fn serve(&mut self) {
        loop {
            let (id, event) = self.call("GET", "invocation/next", "", b"");
            match event.strip_prefix('"').and_then(|event| event.strip_suffix('"')) {
                Some(script) => self.follow(&id, script),
                None => self.reply(&id, &env::var("ANSWER").unwrap_or(event)),
            }
        }
    }

    /// Answers a request, as a stream if `STREAM` is set to its content type.
    fn reply(&mut self, id: &str, text: &str) {
        match env::var("STREAM") {
            Ok(content_type) => {
                // A variable cannot hold NUL, and a script has no way to break off.
                let text = text.replace("\\0", "\0");
                let announced = text.len() + if text == "TRUNCATED" { 1 } else { 0 };
                let head = format!(
                    "POST /2018-06-01/runtime/invocation/{id}/response HTTP/1.1\r\nhost: runtime\r\n\
                     content-type: {content_type}\r\ncontent-length: {announced}\r\n{STREAMING}\r\n"
                );
                self.0.get_mut().write_all(&[head.as_bytes(), text.as_bytes()].concat()).unwrap();
                if announced > text.len() {
                    self.0.get_mut().shutdown(Shutdown::Write).unwrap();
                }
                self.read();
            }
            Err(_) => self.answer(id, "", text),
        }
    }

    fn follow(&mut self, id: &str, script: &str) {
        for command in script.split("; ") {
            let (name, text) = command.split_once(' ').unwrap_or((command, ""));
            match name {
                "abort" => process::abort(),
                "answer" => self.answer(id, "", text),
                "env" => self.answer(id, "", &format!("{:?}", env::var(text).unwrap_or_default())),
                "error" => {
                    self.call("POST", &format!("invocation/{id}/error"), "", text.as_bytes());
                }
                "eprint" => eprintln!("{text}"),
                "exit" => process::exit(text.parse().unwrap()),
                "exit-once" if fs::File::create_new(text).is_ok() => process::exit(1),
                "exit-once" => {}
                "hang" => loop {
                    thread::park();
                },
                "init-error" => {
                    self.call("POST", "init/error", "", text.as_bytes());
                }
                "pid" => self.answer(id, "", &process::id().to_string()),
                "print" => println!("{text}"),
                "print-many" => {
                    for line in 0..text.parse().unwrap() {
                        println!("line {line}");
                    }
                }
                "stream" => self.answer(id, STREAMING, text),
                _ => panic!("no such command: {command}"),
            }
        }
    }

    fn answer(&mut self, id: &str, headers: &str, body: &str) {
        self.call("POST", &format!("invocation/{id}/response"), headers, body.as_bytes());
    }

    fn call(&mut self, method: &str, path: &str, headers: &str, body: &[u8]) -> (String, String) {
        let length = body.len();
        let head = format!(
            "{method} /2018-06-01/runtime/{path} HTTP/1.1\r\nhost: runtime\r\n\
             content-type: application/json\r\ncontent-length: {length}\r\n{headers}\r\n"
        );
        self.0.get_mut().write_all(&[head.as_bytes(), body].concat()).unwrap();
        self.read()
    }

    fn read(&mut self) -> (String, String) {
        let (mut id, mut length) = (String::new(), 0);
        loop {
            let mut line = String::new();
            if self.0.read_line(&mut line).unwrap() == 0 {
                process::exit(0);
            }
            let Some((name, value)) = line.trim_end().split_once(": ") else {
                if line.trim_end().is_empty() {
                    break;
                }
                continue;
            };
            match name {
                "Content-Length" => length = value.parse().unwrap(),
                "Lambda-Runtime-Aws-Request-Id" => id = value.to_owned(),
                _ => {}
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).unwrap();
        (id, String::from_utf8(body).unwrap())
    }
}

const STREAMING: &str = "lambda-runtime-function-response-mode: streaming\r\n";
