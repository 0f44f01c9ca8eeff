#pragma once

namespace workchat::testing {

/// Whether permessage-deflate is agreed to, from now on. On at first.
void offer_deflate(bool offer);

}  // namespace workchat::testing
