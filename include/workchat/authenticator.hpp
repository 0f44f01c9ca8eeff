#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <workchat/clock.hpp>
#include <workchat/limits.hpp>
#include <workchat/result.hpp>
#include <workchat/user.hpp>

namespace workchat {

/// What somebody shows to come in.
struct Credentials {
  std::string name;
  std::string secret;
  std::string address;  ///< as Caller::address
};

/// Who somebody is. Whoever makes one vouches for it.
struct Identity {
  std::string name;
  std::string display_name = {};
  /// Who this is to the outside authority, stable when the name changes; empty: the name says it.
  std::string subject = {};
  UserRole role = UserRole::user;
};

/// Lets a host's own users in: credentials in, identity out. Asked in the order of the chain, when no account
/// of ours has this name and a password.
/// Threads: may block; several at once, on the executor.
/// Errors: unauthenticated: the next in the chain is asked; any other ends the sign-in.
class WORKCHAT_API Authenticator {
 public:
  virtual ~Authenticator() = default;
  virtual Result<Identity> authenticate(const Credentials& credentials) = 0;
};

/// Keeps passwords so that nobody can read them back. Threads: any; slow on purpose.
class WORKCHAT_API PasswordHasher {
 public:
  virtual ~PasswordHasher() = default;
  virtual Result<std::string> hash(std::string_view password) = 0;
  /// Constant in time for one hash; false also for a hash it cannot read.
  virtual bool verify(const std::string& hash, std::string_view password) = 0;
  /// The hash was made at another cost than today's.
  virtual bool needs_rehash(const std::string& hash) = 0;
};

/// What an access token says (RFC 7519): `sub`, `sid`, `name`, `iat`, `exp`.
struct TokenClaims {
  UserId user;
  LoginId login;
  std::string name;
  TimeMs issued_at = 0;   ///< the token keeps whole seconds of it
  TimeMs expires_at = 0;  ///< the token keeps whole seconds of it
};

/// Signs access tokens and hashes cookie secrets. Threads: any; fast.
class WORKCHAT_API TokenSigner {
 public:
  virtual ~TokenSigner() = default;
  virtual std::string sign(const TokenClaims& claims) = 0;
  /// Errors: unauthenticated (not ours, changed, expired at `now`).
  virtual Result<TokenClaims> verify(std::string_view token, TimeMs now) = 0;
  /// SHA-256, 32 bytes.
  virtual std::string digest(std::string_view secret) = 0;
};

/// Who may come in, and how it is checked.
struct Authentication {
  std::shared_ptr<PasswordHasher> passwords;
  std::shared_ptr<TokenSigner> tokens;
  std::vector<std::shared_ptr<Authenticator>> chain;
  bool registration = true;  ///< anybody may make an account
  bool guests = true;        ///< anybody may come in by a free name
};

/// argon2id (RFC 9106) by libsodium, at limits.hash_memory and hash_passes.
WORKCHAT_API std::shared_ptr<PasswordHasher> argon2id_hasher(const Limits& limits);
/// JWT, HS256 (RFC 7515, 7519), the algorithm pinned. `key`: at least 32 bytes.
WORKCHAT_API std::shared_ptr<TokenSigner> hs256_signer(std::string key);
/// Any name with any password: for development, and said so in the log.
WORKCHAT_API std::shared_ptr<Authenticator> accept_anyone();
/// What Engine::open takes when nothing else is given: argon2id, HS256 with the key in `folder`/token.key
/// (made at first use, mode 0600; in memory where `folder` is empty), guests and registration on.
/// Errors: unavailable (the key cannot be read, made, or can be read by others).
WORKCHAT_API Result<Authentication> standard_authentication(const std::string& folder, const Limits& limits);

}  // namespace workchat
