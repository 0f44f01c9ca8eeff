import { ChatError, type User } from "@workchat/client";
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { mark } from "../icons.ts";
import type { Key } from "../i18n/index.ts";
import { problemText } from "../text/problem.ts";
import "./appearance.ts";
import { avatar } from "./avatar.ts";
import { isRemembered, remember } from "../storage.ts";
import { field, written } from "./field.ts";
import { Part } from "./part.ts";

type Way = "guest" | "password" | "register";

const NAME_LIMIT = 32;
const DISPLAY_NAME_LIMIT = 64;
const PASSWORD_LEAST = 8;
const OWN_WAYS = new Set(["guest", "password"]);

/** The first screen: a name, an account, or another site's sign-in page. */
@customElement("chat-sign-in")
export class SignInScreen extends Part {
  @state() private way: Way | undefined;
  @state() private busy = false;
  @state() private somebodyElse = false;
  @state() private error: { field: string; text: string } | undefined;
  #focused = false;

  protected override render() {
    const { t, store } = this;
    return html`<main class="login-page">
      <section id="login" class="card" aria-labelledby="login-title">
        <header class="brand">
          ${mark()}
          <h1 id="login-title">${t.say("app")}</h1>
          <p>${t.say("tagline")}</p>
        </header>
        ${store.client.signedOutBy === "expired" ? html`<p class="remark" role="status">${t.say("session_over")}</p>` : nothing}
        ${store.cookieUser && !this.somebodyElse ? this.#known(store.cookieUser) : this.#ways()}
      </section>
      <footer class="login-footer"><chat-appearance .store=${store}></chat-appearance></footer>
    </main>`;
  }

  /** Once, as soon as there is something: the ways to sign in may have to be asked for. */
  protected override updated(): void {
    if (this.#focused) return;
    const first = this.querySelector<HTMLElement>("form input, .known button");
    first?.focus();
    this.#focused = first !== null;
  }

  #known(user: User): TemplateResult {
    const { store, t } = this;
    return html`<div class="known">
      ${avatar(user, "large")}
      <p class="known-title">${t.say("welcome_back")}</p>
      <button class="button primary wide" ?disabled=${this.busy} @click=${() => this.#try(() => this.store.client.adoptCookie())}>
        ${t.say("continue_as", { name: user.display_name || user.name })}
      </button>
      <button class="button plain wide" @click=${() => { this.somebodyElse = true; this.#focusFirst(); }}>${t.say("somebody_else")}</button>
      <p class="field-error" role="alert">${this.error?.text ?? (store.cookieProblem ? problemText(store.cookieProblem, t) : nothing)}</p>
    </div>`;
  }

  #has(id: string): boolean {
    return this.store.providers?.some((provider) => provider.id === id) ?? false;
  }

  #ways(): TemplateResult {
    const { t, store } = this;
    const guests = this.#has("guest");
    const accounts = this.#has("password");
    const registration = store.providers?.some((provider) => provider.id === "password" && provider.registration) ?? false;
    const others = (store.providers ?? []).filter((provider) => !OWN_WAYS.has(provider.id));
    const way = this.way ?? (accounts && (!guests || (isRemembered("workchat.account") && !this.somebodyElse)) ? "password" : guests ? "guest" : undefined);
    const choices: [Way, boolean, Key][] = [
      ["guest", guests, "just_a_name"], ["password", accounts, "have_account"], ["register", accounts && registration, "want_account"]];
    const rest = choices.filter(([choice, offered]) => offered && choice !== way);
    return html`
      ${way ? this.#form(way) : nothing}
      ${!way && !others.length ? html`<p class="remark" role="alert">${t.say(store.providers?.length ? "no_way_in" : "error_network")}</p>` : nothing}
      ${rest.length || others.length ? html`<p class="divider"><span>${t.say("or")}</span></p>` : nothing}
      <div class="other-ways">
        ${others.map(({ id }) => html`<a class="button" href="${store.url}/auth/${encodeURIComponent(id)}/login?next=/"
          @click=${() => store.expectCookie()}>${t.say("sign_in_with", { name: id.charAt(0).toUpperCase() + id.slice(1) })}</a>`)}
        ${rest.map(([choice, , label]) => html`<button class="button" type="button" @click=${() => this.#choose(choice)}>${t.say(label)}</button>`)}
      </div>`;
  }

  #form(way: Way): TemplateResult {
    const { t } = this;
    const error = (name: string) => (this.error?.field === name ? this.error.text : undefined);
    const name = way === "guest"
      ? field({ id: "name", label: t.say("your_name"), hint: t.say("name_hint"), autocomplete: "nickname", maxlength: NAME_LIMIT, error: error("name") })
      : field({ id: "username", label: t.say("username"), autocomplete: "username", maxlength: NAME_LIMIT, error: error("username") });
    const password = field({
      id: "password", type: "password", label: t.say("password"), error: error("password"),
      autocomplete: way === "register" ? "new-password" : "current-password",
      hint: way === "register" ? t.say("new_password_hint", { count: PASSWORD_LEAST }) : undefined,
    });
    const action: Record<Way, Key> = { guest: "connect", password: "sign_in", register: "register" };
    return html`<form class="stack" novalidate @submit=${(event: SubmitEvent) => this.#submit(event, way)} @input=${() => (this.error = undefined)}>
      ${name}
      ${way === "guest" ? nothing : password}
      ${way === "register" ? field({ id: "display_name", label: t.say("display_name"), autocomplete: "name", maxlength: DISPLAY_NAME_LIMIT, error: error("display_name") }) : nothing}
      <p class="field-error" role="alert">${error("") ?? nothing}</p>
      <button class="button primary wide" type="submit" ?disabled=${this.busy}>${t.say(action[way])}</button>
    </form>`;
  }

  #choose(way: Way): void {
    this.way = way;
    this.error = undefined;
    this.#focusFirst();
  }

  #focusFirst(): void {
    void this.updateComplete.then(() => this.querySelector<HTMLElement>("form input")?.focus());
  }

  #submit(event: SubmitEvent, way: Way): void {
    event.preventDefault();
    const { name = "", username = "", password = "", display_name = "" } = written(event.target as HTMLFormElement);
    const { signIn } = this.store.client;
    const who = (way === "guest" ? name : username).trim();
    const missing = !who ? (way === "guest" ? "name" : "username") : way !== "guest" && !password ? "password" : undefined;
    if (missing) return this.#refuse(missing, this.t.say("error_required"));
    if (way === "guest") void this.#try(() => signIn.guest(who), way);
    else if (way === "password") void this.#try(() => signIn.password(who, password), way);
    else void this.#try(() => signIn.register({ username: who, password, ...(display_name && { displayName: display_name }) }), way);
  }

  async #try(sign: () => Promise<User>, way?: Way): Promise<void> {
    this.busy = true;
    this.error = undefined;
    try {
      await sign();
      if (way) remember("workchat.account", way !== "guest");
      await this.store.arrive().catch((error) => this.store.problem(error));
    } catch (error) {
      this.#refuse(this.#fieldOf(error), problemText(error, this.t, { conflict: this.querySelector("#name") && this.#has("password") ? "error_name_taken_guest" : "error_name_taken" }));
    } finally {
      this.busy = false;
    }
  }

  #fieldOf(error: unknown): string {
    if (!(error instanceof ChatError) || !this.querySelector("form")) return "";
    const name = this.querySelector("#name") ? "name" : "username";
    if (error.code === "conflict") return name;
    if (error.code === "unauthenticated") return "password";
    if (error.code !== "invalid" || !error.field) return "";
    return this.querySelector(`#${CSS.escape(error.field)}`) ? error.field : name;
  }

  #refuse(name: string, text: string): void {
    this.error = { field: name, text };
    if (name) this.querySelector<HTMLElement>(`#${name}`)?.focus();
  }
}
