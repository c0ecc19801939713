// Version 5 UUIDs: the vectors of RFC 9562 and of Python's uuid5.
#include <doctest/doctest.h>

#include <string>

#include "base/uuid.h"

using namespace crumb;

TEST_CASE("uuid v5") {
  const Guid dns = *parse_guid("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
  CHECK(format_guid(uuid_v5(dns, "www.example.com")) == "2ed6657d-e927-568b-95e1-2665a8aea6a2");
  CHECK(format_guid(uuid_v5(dns, "")) == "4ebd0208-8328-5d69-8c44-ec50939c0967");
  CHECK(format_guid(uuid_v5(dns, std::string(200, 'a'))) == "fe30bfa6-ef90-59b3-b108-118411d0f0ab");
}
