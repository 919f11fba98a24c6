//! `doctor`: looks at everything that stands between this machine and a sent message, without sending one.

mod account;
mod certificate;
mod clock;
mod finding;
mod host;
mod kept;
mod machine;
mod show;
mod tls;

use crate::args::Doctor;
use crate::output::Out;
use crate::settings::{self, Settings};
use finding::{Findings, Level};
use host::Host;
use ihuyi::answer::Failure;
use ihuyi::client::Client;
use ihuyi::service::Service;
use ihuyi::transport;
use show::Report;

pub fn run(args: &Doctor, out: &mut Out) -> Result<u8, Failure> {
    // An account on the command line is the service's that was named, where one was.
    let named = if let [one] = args.services.as_slice() { *one } else { Service::Sms };
    let settings = settings::load(&args.access, named, out)?;
    let mut findings = Findings::new(out.lang);
    machine::look(&settings, &mut findings);
    let services = services(args, &settings);
    if services.is_empty() {
        no_account(&mut findings);
    }
    let client = Client::new(settings.config.clone());
    let hosts = hosts(&client, &services, &mut findings)?;
    let reachable =
        |service: &Service| hosts.iter().any(|host| host.services.contains(service) && (host.skipped || host.usable()));
    let accounts =
        services.iter().map(|s| account::look(&client, *s, reachable(s), !args.all, &mut findings)).collect();
    let kept = kept::look(&settings.config, &mut findings);
    let report = Report { in_force: machine::in_force(&settings), settings, hosts, accounts, kept, findings };
    if out.json {
        out.object(&show::object(&report));
    } else {
        out.result(&show::text(&report));
    }
    Ok(show::exit_code(&report))
}

/// Those that were named; else those with an account of their own.
fn services(args: &Doctor, settings: &Settings) -> Vec<Service> {
    if args.all {
        return Service::ALL.to_vec();
    }
    let wanted = |service: &Service| {
        let key = if *service == Service::Sms { "account".to_owned() } else { format!("{}_account", service.name()) };
        let has_own = settings.said.iter().any(|said| said.key == key && !said.value.trim().is_empty());
        if args.services.is_empty() { has_own } else { args.services.contains(service) }
    };
    Service::ALL.into_iter().filter(wanted).collect()
}

fn no_account(findings: &mut Findings) {
    let places: Vec<String> = settings::usual_places().iter().map(|path| path.display().to_string()).collect();
    let places = places.join(" ");
    findings.add(
        Level::Problem,
        "account",
        ("没有设置任何帐号", "no account is set"),
        (
            &format!("把控制台里的 APIID 和 APIKEY 写进环境变量 IHUYI_ACCOUNT、IHUYI_APIKEY，或 INI 文件（{places}）的 account、apikey；不带帐号检查网络用 doctor --all"),
            &format!("put the console's APIID and APIKEY into the environment variables IHUYI_ACCOUNT and IHUYI_APIKEY, or as account and apikey into an INI file ({places}); doctor --all looks at the network without an account"),
        ),
    );
}

/// Each host once, however many services it serves.
fn hosts(client: &Client, services: &[Service], findings: &mut Findings) -> Result<Vec<Host>, Failure> {
    let mut hosts: Vec<Host> = Vec::new();
    for service in services {
        let url = match client.url(*service) {
            Ok(url) => url,
            Err(failure) => {
                // The setting gateway is to blame, and it is the same for every service.
                findings.failure("gateway", &failure);
                return Ok(hosts);
            }
        };
        let new = Host::of(&url);
        match hosts.iter_mut().find(|host| host.title() == new.title() && host.secure == new.secure) {
            Some(host) => host.services.push(*service),
            None => hosts.push(Host { services: vec![*service], ..new }),
        }
    }
    let config = client.config();
    let verifier = transport::verifier(config)?;
    match transport::proxy_in_use(config) {
        Ok(false) => {}
        Ok(true) => {
            hosts.iter_mut().for_each(|host| host.skipped = true);
            return Ok(hosts);
        }
        Err(failure) => {
            // The proxy is to blame, and it is the same for every host.
            findings.failure("proxy", &failure);
            return Ok(Vec::new());
        }
    }
    // Side by side: where nothing answers, each of them takes its whole time limit.
    let lang = findings.lang;
    let found = std::thread::scope(|scope| {
        let look = |host| {
            let mut findings = Findings::new(lang);
            Host::look(host, config, &verifier, &mut findings);
            findings.list
        };
        let looks: Vec<_> = hosts.iter_mut().map(|host| scope.spawn(move || look(host))).collect();
        looks.into_iter().flat_map(|look| look.join().unwrap_or_default()).collect::<Vec<_>>()
    });
    findings.list.extend(found);
    Ok(hosts)
}
