// What the package gives: a worker of a campaign, and what can be asked of and told to one.
// What any of it means stands in `types`; who does it is the program.

export { campaignStatus, cancelCampaign, drainCampaign, exportCampaign, pauseCampaign, resumeCampaign } from './campaign';
export { CampaignError } from './campaign_error';
export { runCampaign } from './run';
